package io.narrows.data.pipeline;

/** A sample could not be loaded and was not to be left out. */
public final class FaultException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    FaultException(Fault fault) {
        super(fault.text(), fault.cause());
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
