package io.goodflops.cli;

import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

/** A folder that is filled as a whole: if that fails, nothing of it stays. */
final class NewFolder {
  private final Path root;
  private final Deque<Path> made = new ArrayDeque<>();

  private NewFolder(Path root) {
    this.root = root;
  }

  /** What fills the folder. */
  interface Content {
    void write(NewFolder folder) throws IOException;
  }

  /**
   * Fills a folder that is empty or not there yet.
   *
   * @throws UserException if it is neither, or cannot be written; nothing was changed then
   */
  static NewFolder fill(Path root, Content content) {
    NewFolder folder = new NewFolder(root.toAbsolutePath().normalize());
    folder.mustBeFree();
    try {
      folder.makeFolder(folder.root);
      content.write(folder);
      return folder;
    } catch (IOException e) {
      folder.undo();
      throw UserException.environment(
          "The plugin cannot be written to " + folder.root + ": " + why(e) + ".");
    }
  }

  /** Writes one file, the folders above it first. */
  void write(String path, byte[] bytes) throws IOException {
    Path file = root.resolve(path);
    makeFolder(file.getParent());
    made.push(file);
    Files.write(file, bytes);
  }

  Path root() {
    return root;
  }

  private void mustBeFree() {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw UserException.usage(root + " is there already and is no folder; name another --out.");
    }
    try (Stream<Path> files = Files.list(root)) {
      if (files.findAny().isPresent()) {
        throw UserException.usage(
            "The folder " + root + " is not empty; name one that is, or a new one, with --out.");
      }
    } catch (IOException e) {
      throw UserException.environment("The folder " + root + " cannot be read: " + why(e) + ".");
    }
  }

  private void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (folder.getParent() != null) {
      makeFolder(folder.getParent());
    }
    Files.createDirectory(folder);
    made.push(folder);
  }

  private void undo() {
    for (Path path : made) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the sentence that follows says that the folder could not be written
      }
    }
  }

  private static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "this user may not write there";
    }
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is in the way and is no folder";
    }
    if (e instanceof NoSuchFileException) {
      return "nothing can be made there";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
