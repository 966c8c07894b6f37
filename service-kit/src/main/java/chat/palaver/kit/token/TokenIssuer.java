package chat.palaver.kit.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/**
 * Makes access tokens: JWTs signed with ES256, so that edges can check them with the public key and
 * nobody but the API server can make one. Thread-safe.
 */
public final class TokenIssuer {
    /** Short, since a token cannot be taken back; a session ends with its device all the same. */
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private final ECDSASigner signer;
    private final Clock clock;

    public TokenIssuer(ECPrivateKey key, Clock clock) {
        try {
            this.signer = new ECDSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the signing key is not of the curve P-256", e);
        }
        if (!signer.supportedJWSAlgorithms().contains(TokenRules.ALGORITHM)) {
            throw new IllegalArgumentException("the signing key is not of the curve P-256");
        }
        this.clock = clock;
    }

    /**
     * An issuer with the key of a file.
     *
     * @param privateKey PEM file that only its owner may read
     * @throws IOException if it cannot be read or others may read it; the message says what to do
     */
    public static TokenIssuer read(Path privateKey, Clock clock) throws IOException {
        return new TokenIssuer(SigningKeys.readPrivate(privateKey), clock);
    }

    /** A token for one login, good for {@link #LIFETIME}. */
    public String issue(String userId, String deviceId) {
        Instant now = clock.instant();
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(TokenRules.ISSUER)
                        .audience(TokenRules.AUDIENCE)
                        .subject(userId)
                        .claim(TokenRules.DEVICE, deviceId)
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .build();
        JWSHeader header =
                new JWSHeader.Builder(TokenRules.ALGORITHM).type(TokenRules.TYPE).build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("signing failed", e);
        }
        return token.serialize();
    }
}
