package chat.palaver.kit.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key pair of access tokens, as PEM files that other tools read and write too. */
public final class SigningKeys {
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private SigningKeys() {}

    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no P-256 in this JDK", e);
        }
    }

    /**
     * Makes both files if the private one is missing; else leaves them as they are. The private
     * file has mode 600 from its first byte on, and comes last, whole.
     *
     * @return whether they were made
     */
    public static boolean createIfMissing(Path privateKey, Path publicKey) throws IOException {
        if (Files.exists(privateKey)) {
            return false;
        }
        KeyPair pair = generate();
        Path draft = privateKey.resolveSibling(privateKey.getFileName() + ".new");
        Files.deleteIfExists(draft);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Files.createFile(draft, ownerOnly);
        Files.writeString(draft, pem(PRIVATE, pair.getPrivate().getEncoded()));
        Files.writeString(publicKey, pem(PUBLIC, pair.getPublic().getEncoded()));
        Files.move(draft, privateKey, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /**
     * @throws IOException also when others may read the file
     */
    static ECPrivateKey readPrivate(Path file) throws IOException {
        refuseReadableByOthers(file);
        List<byte[]> keys = blocks(file, PRIVATE);
        if (keys.size() != 1) {
            throw new IOException(file + " must hold one PKCS #8 private key in PEM");
        }
        try {
            return (ECPrivateKey)
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(keys.get(0)));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " does not hold an EC private key", e);
        }
    }

    static List<ECPublicKey> readPublic(Path file) throws IOException {
        List<ECPublicKey> keys = new ArrayList<>();
        for (byte[] encoded : blocks(file, PUBLIC)) {
            try {
                keys.add(
                        (ECPublicKey)
                                KeyFactory.getInstance("EC")
                                        .generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException e) {
                throw new IOException(file + " does not hold an EC public key", e);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no public key in PEM");
        }
        return keys;
    }

    private static void refuseReadableByOthers(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> mode = view.readAttributes().permissions();
        if (mode.contains(PosixFilePermission.OTHERS_READ)
                || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    "%s is open to others (%s); chmod 600 it and make new keys if it was read"
                            .formatted(file, PosixFilePermissions.toString(mode)));
        }
    }

    private static List<byte[]> blocks(Path file, String kind) throws IOException {
        List<byte[]> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        while (matcher.find()) {
            if (matcher.group(1).equals(kind)) {
                blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
            }
        }
        return blocks;
    }

    private static String pem(String kind, byte[] encoded) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, body, kind);
    }
}
