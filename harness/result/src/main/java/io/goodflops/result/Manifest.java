package io.goodflops.result;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code manifest.json}: the SHA-256 of every file of a run, so that an edit is seen. */
public final class Manifest {
  /** Name of the file in a run's folder. */
  public static final String NAME = "manifest.json";

  private Manifest() {}

  /** Hashes every file of the folder but the manifest itself. */
  public static void write(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (!name.equals(NAME) && !name.endsWith(".part")) {
          hashes.put(name, sha256(file));
        }
      }
    }
    Json.write(folder.resolve(NAME), Map.of("algorithm", "SHA-256", "files", hashes));
  }

  /** Names of files whose content is not what the manifest says; empty if there is no manifest. */
  public static List<String> changed(Path folder) throws IOException {
    Path manifest = folder.resolve(NAME);
    if (!Files.exists(manifest)) {
      return List.of();
    }
    List<String> changed = new ArrayList<>();
    Object files = Json.parseObject(Files.readString(manifest)).get("files");
    if (files instanceof Map<?, ?> hashes) {
      for (Map.Entry<?, ?> entry : hashes.entrySet()) {
        Path file = folder.resolve(String.valueOf(entry.getKey())).normalize();
        if (!file.startsWith(folder.normalize())
            || !Files.exists(file)
            || !sha256(file).equals(entry.getValue())) {
          changed.add(String.valueOf(entry.getKey()));
        }
      }
    }
    return changed;
  }

  /** Lower-case hex digest of a file. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Lower-case hex digest of bytes. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
