/**
 * Golden checks in tests of your own, with JUnit 5: {@link io.narrows.golden.junit.GoldenTest} marks a test,
 * {@link io.narrows.golden.junit.GoldenExpectation} is what it holds a model against, and
 * {@link io.narrows.golden.junit.GoldenAssertions} are the assertions for who reads sets by himself. Needs
 * {@code junit-jupiter-api} and Jackson.
 */
@NullMarked
package io.narrows.golden.junit;

import org.jspecify.annotations.NullMarked;
