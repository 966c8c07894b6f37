package chat.palaver.kit.token;

import chat.palaver.kit.token.InvalidToken.Reason;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks access tokens. What the token says of itself decides nothing: one algorithm, one type, one
 * issuer and one audience are good, whatever its header asks for. Thread-safe.
 */
public final class TokenVerifier {
    /** Longer than any token of ours; what is longer is not parsed. */
    static final int MOST_CHARACTERS = 4_096;

    /**
     * Memory of tokens found good, bytes: some 15,000 of ours. By size and not by number, since one
     * signature can be spelled in many ways, and in long ones.
     */
    static final long MOST_REMEMBERED_BYTES = 16 << 20;

    private static final int OVERHEAD_BYTES = 300;

    private final List<ECDSAVerifier> verifiers;
    private final Clock clock;

    /**
     * A signature of this curve takes a millisecond to check, and a client that comes again brings
     * the token that it had: after a fault everybody does. A token stays good until it expires.
     */
    private final Cache<String, AccessClaims> good;

    /**
     * @param keys the present one and, while keys are changed, the one before
     */
    public TokenVerifier(List<ECPublicKey> keys, Clock clock) {
        this(keys, clock, MOST_REMEMBERED_BYTES);
    }

    /** With another bound, for tests. */
    TokenVerifier(List<ECPublicKey> keys, Clock clock, long mostRememberedBytes) {
        List<ECDSAVerifier> made = new ArrayList<>();
        for (ECPublicKey key : keys) {
            try {
                made.add(new ECDSAVerifier(key));
            } catch (JOSEException e) {
                throw new IllegalArgumentException("a public key is not of the curve P-256", e);
            }
        }
        this.verifiers = List.copyOf(made);
        this.clock = clock;
        good =
                Caffeine.newBuilder()
                        .maximumWeight(mostRememberedBytes)
                        .weigher(TokenVerifier::bytes)
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * A verifier with the keys of a file.
     *
     * @param publicKeys PEM file with one public key or several
     */
    public static TokenVerifier read(Path publicKeys, Clock clock) throws IOException {
        return new TokenVerifier(SigningKeys.readPublic(publicKeys), clock);
    }

    /**
     * What the token says, once it has been found good.
     *
     * @throws InvalidToken if it is not a token of ours that is good now
     */
    public AccessClaims verify(String token) throws InvalidToken {
        require(token.length() <= MOST_CHARACTERS, Reason.MALFORMED);
        AccessClaims remembered = good.getIfPresent(token);
        if (remembered != null) {
            requireNotExpired(remembered.expiresAt());
            return remembered;
        }
        AccessClaims claims = check(token);
        good.put(token, claims);
        return claims;
    }

    private AccessClaims check(String token) throws InvalidToken {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            checkHeader(jwt.getHeader());
            require(signedByOneOfOurs(jwt), Reason.BAD_SIGNATURE);
            return claims(jwt.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException e) {
            throw new InvalidToken(Reason.MALFORMED);
        }
    }

    private static void checkHeader(JWSHeader header) throws InvalidToken {
        require(TokenRules.ALGORITHM.equals(header.getAlgorithm()), Reason.WRONG_ALGORITHM);
        require(TokenRules.TYPE.equals(header.getType()), Reason.WRONG_TYPE);
    }

    private boolean signedByOneOfOurs(SignedJWT jwt) throws InvalidToken {
        for (ECDSAVerifier verifier : verifiers) {
            try {
                if (jwt.verify(verifier)) {
                    return true;
                }
            } catch (JOSEException e) {
                throw new InvalidToken(Reason.BAD_SIGNATURE);
            }
        }
        return false;
    }

    private AccessClaims claims(JWTClaimsSet claims) throws InvalidToken, ParseException {
        require(TokenRules.ISSUER.equals(claims.getIssuer()), Reason.WRONG_ISSUER);
        require(claims.getAudience().contains(TokenRules.AUDIENCE), Reason.WRONG_AUDIENCE);
        String user = claims.getSubject();
        String device = claims.getStringClaim(TokenRules.DEVICE);
        boolean complete = user != null && device != null && claims.getExpirationTime() != null;
        require(complete, Reason.INCOMPLETE);
        Instant expiry = claims.getExpirationTime().toInstant();
        requireNotExpired(expiry);
        return new AccessClaims(user, device, claims.getJWTID(), expiry);
    }

    private void requireNotExpired(Instant expiry) throws InvalidToken {
        require(clock.instant().isBefore(expiry), Reason.EXPIRED);
    }

    private static int bytes(String token, AccessClaims claims) {
        return 2 * token.length() + OVERHEAD_BYTES;
    }

    /** Bytes held by remembered tokens; for tests. */
    long rememberedBytes() {
        good.cleanUp();
        return good.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static void require(boolean good, Reason otherwise) throws InvalidToken {
        if (!good) {
            throw new InvalidToken(otherwise);
        }
    }
}
