package chat.palaver.kit.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.palaver.kit.token.InvalidToken.Reason;
import chat.palaver.testkit.SuppliedClock;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

    private final KeyPair keys = SigningKeys.generate();
    private final TokenIssuer issuer = new TokenIssuer((ECPrivateKey) keys.getPrivate(), CLOCK);

    @Test
    void acceptsItsOwn() throws Exception {
        AccessClaims claims = verifier(CLOCK).verify(issuer.issue("u_alice", "d_phone"));

        assertThat(claims.userId()).isEqualTo("u_alice");
        assertThat(claims.deviceId()).isEqualTo("d_phone");
        assertThat(claims.tokenId()).isNotBlank();
        assertThat(claims.expiresAt()).isEqualTo(NOW.plus(Duration.ofMinutes(15)));
    }

    @Test
    void acceptsUntilTheLastMomentAndNotAfter() throws Exception {
        String token = issuer.issue("u_alice", "d_phone");
        Instant expiry = NOW.plus(TokenIssuer.LIFETIME);

        assertThat(verifier(at(expiry.minusMillis(1))).verify(token).userId()).isEqualTo("u_alice");
        assertThat(refusal(verifier(at(expiry)), token)).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void refusesATokenThatItFoundGoodBeforeWhenItHasExpired() throws Exception {
        String token = issuer.issue("u_alice", "d_phone");
        Instant expiry = NOW.plus(TokenIssuer.LIFETIME);
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        TokenVerifier verifier = verifier(new SuppliedClock(now::get));
        AccessClaims first = verifier.verify(token);

        now.set(expiry.minusMillis(1));
        assertThat(verifier.verify(token)).isEqualTo(first);
        now.set(expiry);
        assertThat(refusal(verifier, token)).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void remembersGoodTokensWithinABoundOfMemory() throws Exception {
        long most = 8_192;
        TokenVerifier verifier =
                new TokenVerifier(List.of((ECPublicKey) keys.getPublic()), CLOCK, most);

        for (int i = 0; i < 20; i++) {
            verifier.verify(issuer.issue("u_" + i + "a".repeat(500), "d_phone"));
        }

        assertThat(verifier.rememberedBytes()).isPositive().isLessThanOrEqualTo(most);
    }

    @Test
    void refusesAnotherSignatureOfWhatItFoundGoodBefore() throws Exception {
        TokenVerifier verifier = verifier(CLOCK);
        String token = issuer.issue("u_alice", "d_phone");
        verifier.verify(token);

        String other = issuer.issue("u_alice", "d_tablet");
        String forged =
                token.substring(0, token.lastIndexOf('.'))
                        + other.substring(other.lastIndexOf('.'));

        assertThat(refusal(verifier, forged)).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void refusesATokenWithoutSignature() {
        String plain = new PlainJWT(claims().build()).serialize();
        assertThat(refusal(plain)).isEqualTo(Reason.MALFORMED);

        String header = "{\"alg\":\"none\",\"typ\":\"at+jwt\"}";
        String[] parts = issuer.issue("u_alice", "d_phone").split("\\.", -1);
        assertThat(refusal(base64(header) + "." + parts[1] + "." + parts[2]))
                .isEqualTo(Reason.MALFORMED);
        assertThat(refusal(base64(header) + "." + parts[1] + ".")).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesAnotherAlgorithmEvenWithThePublicKeyAsItsSecret() throws Exception {
        byte[] secret = keys.getPublic().getEncoded();

        String token = signed(JWSAlgorithm.HS256, TYPE, claims(), new MACSigner(secret));

        assertThat(refusal(token)).isEqualTo(Reason.WRONG_ALGORITHM);
    }

    @Test
    void refusesAnotherType() throws Exception {
        assertThat(refusal(signed(JWSAlgorithm.ES256, JOSEObjectType.JWT, claims(), signer())))
                .isEqualTo(Reason.WRONG_TYPE);
        assertThat(refusal(signed(JWSAlgorithm.ES256, null, claims(), signer())))
                .isEqualTo(Reason.WRONG_TYPE);
    }

    @Test
    void refusesAnotherIssuerOrAudience() throws Exception {
        assertThat(refusal(signed(claims().issuer("other")))).isEqualTo(Reason.WRONG_ISSUER);
        assertThat(refusal(signed(claims().audience("other")))).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(refusal(signed(claims().audience((String) null))))
                .isEqualTo(Reason.WRONG_AUDIENCE);
    }

    @Test
    void refusesWhatLacksAClaim() throws Exception {
        assertThat(refusal(signed(claims().subject(null)))).isEqualTo(Reason.INCOMPLETE);
        assertThat(refusal(signed(claims().claim("did", null)))).isEqualTo(Reason.INCOMPLETE);
        assertThat(refusal(signed(claims().expirationTime(null)))).isEqualTo(Reason.INCOMPLETE);
        assertThat(refusal(signed(claims().claim("did", 7)))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesAChangedSignature() {
        String token = issuer.issue("u_alice", "d_phone");
        String[] parts = token.split("\\.", -1);
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        signature[10] ^= 1;
        String changed = Base64.getUrlEncoder().withoutPadding().encodeToString(signature);

        assertThat(refusal(parts[0] + "." + parts[1] + "." + changed))
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void refusesChangedClaims() {
        String[] parts = issuer.issue("u_alice", "d_phone").split("\\.", -1);
        String body = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);

        String forged = base64(body.replace("u_alice", "u_admin"));

        assertThat(refusal(parts[0] + "." + forged + "." + parts[2]))
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void refusesAnotherKey() throws Exception {
        KeyPair other = SigningKeys.generate();
        JWSSigner signer = new ECDSASigner((ECPrivateKey) other.getPrivate());

        assertThat(refusal(signed(JWSAlgorithm.ES256, TYPE, claims(), signer)))
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void acceptsTheFormerKeyWhileKeysAreChanged() throws Exception {
        ECPublicKey next = (ECPublicKey) SigningKeys.generate().getPublic();
        TokenVerifier both =
                new TokenVerifier(List.of(next, (ECPublicKey) keys.getPublic()), CLOCK);

        assertThat(both.verify(issuer.issue("u_alice", "d_phone")).userId()).isEqualTo("u_alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "not a token", "e30.e30.e30", "\u0000"})
    void refusesNonsense(String token) {
        assertThat(refusal(token)).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesTooLongATokenUnread() {
        assertThat(refusal(issuer.issue("u_" + "a".repeat(4_096), "d_phone")))
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void refusesAKeyOfAnotherCurve() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();

        assertThatThrownBy(() -> new TokenIssuer(key, CLOCK))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsKeysInFilesOnlyTheOwnerReads(@TempDir Path directory) throws Exception {
        Path privateKey = directory.resolve("signing.pem");
        Path publicKey = directory.resolve("signing.pub.pem");

        assertThat(SigningKeys.createIfMissing(privateKey, publicKey)).isTrue();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateKey)))
                .isEqualTo("rw-------");
        String token = TokenIssuer.read(privateKey, CLOCK).issue("u_alice", "d_phone");
        assertThat(TokenVerifier.read(publicKey, CLOCK).verify(token).userId())
                .isEqualTo("u_alice");
        assertThat(SigningKeys.createIfMissing(privateKey, publicKey)).isFalse();
        assertThat(TokenVerifier.read(publicKey, CLOCK).verify(token).userId())
                .isEqualTo("u_alice");
    }

    @Test
    void refusesAPrivateKeyOthersMayRead(@TempDir Path directory) throws Exception {
        Path privateKey = directory.resolve("signing.pem");
        SigningKeys.createIfMissing(privateKey, directory.resolve("public.pem"));
        Files.setPosixFilePermissions(privateKey, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> TokenIssuer.read(privateKey, CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void refusesFilesWithoutKeys(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("empty.pem");
        SigningKeys.createIfMissing(file, directory.resolve("public.pem"));
        Files.writeString(file, "nothing");

        assertThatThrownBy(() -> TokenIssuer.read(file, CLOCK)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TokenVerifier.read(file, CLOCK)).isInstanceOf(IOException.class);
    }

    private TokenVerifier verifier(Clock clock) {
        return new TokenVerifier(List.of((ECPublicKey) keys.getPublic()), clock);
    }

    private Reason refusal(String token) {
        return refusal(verifier(CLOCK), token);
    }

    private static Reason refusal(TokenVerifier verifier, String token) {
        InvalidToken refused =
                catchThrowableOfType(InvalidToken.class, () -> verifier.verify(token));
        assertThat(refused).as("refusal of %s", token).isNotNull();
        return refused.reason();
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("palaver")
                .audience("palaver-client")
                .subject("u_alice")
                .claim("did", "d_phone")
                .expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private JWSSigner signer() throws Exception {
        return new ECDSASigner((ECPrivateKey) keys.getPrivate());
    }

    private String signed(JWTClaimsSet.Builder claims) throws Exception {
        return signed(JWSAlgorithm.ES256, TYPE, claims, signer());
    }

    private static String signed(
            JWSAlgorithm algorithm,
            JOSEObjectType type,
            JWTClaimsSet.Builder claims,
            JWSSigner signer)
            throws Exception {
        JWSHeader header = new JWSHeader.Builder(algorithm).type(type).build();
        SignedJWT token = new SignedJWT(header, claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }
}
