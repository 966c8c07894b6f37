package chat.palaver.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SchemaTest {
    @Test
    void cutsAFileIntoStatements() {
        assertThat(Schema.statements("-- first; one\nCREATE a (\n  b); -- c\n\nCREATE d;\n"))
                .containsExactly("CREATE a (\n  b)", "CREATE d");
    }

    @Test
    void everyStatementMayBeRepeated() throws IOException {
        List<String> statements = Schema.statements(file("001-tables.cql"));

        assertThat(statements).isNotEmpty();
        assertThat(statements).allMatch(s -> s.startsWith("CREATE TABLE IF NOT EXISTS "));
    }

    private static String file(String name) throws IOException {
        try (InputStream in = Schema.class.getResourceAsStream("schema/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
