package chat.palaver.kit.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;

/** What issuer and verifier agree on. */
final class TokenRules {
    static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;
    static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    static final String ISSUER = "palaver";
    static final String AUDIENCE = "palaver-client";
    static final String DEVICE = "did";

    private TokenRules() {}
}
