package chat.palaver.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.bench.measure.Stamp;
import chat.palaver.schemas.frames.ClientFrame;
import chat.palaver.schemas.frames.ClientFrameReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SendTextTest {
    private static final String CHANNEL = "c_0123456789abcdef";

    @Test
    void isReadByAnEdgeAsItWasMeant() throws Exception {
        String text = "quote \" back \\ line \n tab \t umlaut ä smile \uD83D\uDE00";
        String id = new Stamp(1, 2, 3).id(1_790_000_000_000L);

        byte[] frame = new SendText(CHANNEL, text).withId(id);

        ClientFrame read = new ClientFrameReader().read(new String(frame, StandardCharsets.UTF_8));
        assertThat(read).isInstanceOf(ClientFrame.Send.class);
        ClientFrame.Send send = (ClientFrame.Send) read;
        assertThat(send.id()).isEqualTo(id);
        assertThat(send.channel()).isEqualTo(CHANNEL);
        assertThat(send.text()).isEqualTo(text);
    }

    @Test
    void fillsAsMuchAsIsWanted() {
        assertThat(SendText.filler(1)).hasSize(1);
        assertThat(SendText.filler(0)).hasSize(1);
        assertThat(SendText.filler(1_000)).hasSize(1_000);
    }
}
