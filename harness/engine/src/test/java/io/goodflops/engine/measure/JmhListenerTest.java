package io.goodflops.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JmhListenerTest {
  @Test
  void bytesOfAnyValuePassAsTheyAre() throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    JmhListener listener = new JmhListener(log, () -> {});
    // JMH hands on what a driver prints byte by byte, some of it negative
    listener.write((byte) 0xe2);
    listener.write(new byte[] {(byte) 0x82, (byte) 0xac});
    listener.println("!");
    assertThat(log.toByteArray()).containsExactly(0xe2, 0x82, 0xac, '!', '\n');
  }
}
