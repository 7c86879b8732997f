package io.trino.server;

/** Starts a Trino that is composed from jars: the one class of the server that Maven repositories lack. */
public final class TrinoServer {
    public static void main(String[] arguments) {
        new Server().start(System.getProperty("sluice.trino.version"));
    }
}
