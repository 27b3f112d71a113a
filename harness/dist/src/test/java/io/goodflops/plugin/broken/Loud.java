package io.goodflops.plugin.broken;

/** Breaks: only the command line speaks. */
class Loud {
  void speak(RuntimeException trouble) {
    System.out.println("hello");
    System.err.println("trouble");
    trouble.printStackTrace();
  }
}
