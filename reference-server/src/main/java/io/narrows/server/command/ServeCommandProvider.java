package io.narrows.server.command;

import io.narrows.cli.CommandProvider;

/** Adds {@code narrows serve}. */
public final class ServeCommandProvider implements CommandProvider {
    @Override
    public Object command() {
        return new ServeCommand();
    }
}
