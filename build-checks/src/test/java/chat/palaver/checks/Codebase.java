package chat.palaver.checks;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;

/** All classes of the repository but the tests', and how to speak of some of them. */
final class Codebase {
    /** Read once for all tests: it never changes. */
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("chat.palaver")
                    .that(
                            DescribedPredicate.describe(
                                    "are not of these checks",
                                    type -> !type.getPackageName().equals("chat.palaver.checks")));

    private Codebase() {}

    static JavaClasses classes() {
        return CLASSES;
    }

    /** Classes of the given modules (by folder). */
    static DescribedPredicate<JavaClass> of(String... folders) {
        Set<String> wanted = Set.of(folders);
        return DescribedPredicate.describe(
                "are of " + String.join(", ", folders),
                type -> wanted.contains(Part.of(type.getName()).folder()));
    }

    /** Written by hand, not made by a compiler of schemas. */
    static DescribedPredicate<JavaClass> written() {
        return DescribedPredicate.describe(
                "are written by hand",
                type -> !type.getPackageName().equals("chat.palaver.schemas.proto"));
    }
}
