package io.narrows.benchmarks.loader;

/** A document as it is parsed, by all that are compared. Fields, because Jackson fills these with the least work. */
public final class Doc {
    public long id;
    public String url = "";
    public String language = "";
    public double quality;
    public String title = "";
    public String text = "";
    public int[] links = {};
    public boolean seen;
}
