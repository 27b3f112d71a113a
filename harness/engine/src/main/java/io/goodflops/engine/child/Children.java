package io.goodflops.engine.child;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The processes this host has started and not yet seen the end of. */
public final class Children {
  private static final Set<ProcessHandle> LIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Children::killAll, "goodflops-kill-children"));
  }

  private Children() {}

  static void register(ProcessHandle child) {
    LIVE.add(child);
  }

  /** Kills a process with all it has started. */
  public static void kill(ProcessHandle child) {
    child.descendants().forEach(ProcessHandle::destroyForcibly);
    child.destroyForcibly();
    LIVE.remove(child);
  }

  /** Kills every child of this process, also those that JMH started. */
  public static void killAll() {
    ProcessHandle.current().children().forEach(Children::kill);
    LIVE.forEach(Children::kill);
  }
}
