package dev.kopi.adapters.p2p.thread;

/**
 * Starts every thread of the P2P network and reports what ends it. Whoever runs the network
 * implements this port, so that no thread ends in silence. From any thread.
 */
public interface PeerThreads {
  /** One pass of a shared loop. */
  @FunctionalInterface
  interface Step {
    /**
     * Does what is due, and waits for at most about a second when nothing is.
     *
     * @throws InterruptedException when the loop is asked to end
     */
    void run() throws InterruptedException;
  }

  /** A shared loop. */
  interface Loop extends AutoCloseable {
    /** Ends the loop and waits for its end, with a deadline. */
    @Override
    void close();
  }

  /**
   * Starts a loop that serves all peers. Its step is repeated until the loop is closed. After a
   * {@link RuntimeException} it is repeated with back-off; an {@link Error} ends the network.
   */
  Loop shared(String name, Step step);

  /**
   * Starts the thread of one connection or one stream.
   *
   * @param body handles what can be expected of a peer and of the network
   * @param onFailure closes the connection after the body threw; must not wait
   */
  void start(String name, Runnable body, Runnable onFailure);

  /**
   * Reports a failure that a shared loop survives, because it concerns one peer or one message.
   *
   * @param name the loop
   */
  void failed(String name, RuntimeException cause);
}
