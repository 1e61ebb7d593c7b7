/** The models that one server serves: {@link io.narrows.server.model.repository.LoadedModels} opens and closes them. */
@NullMarked
package io.narrows.server.model.repository;

import org.jspecify.annotations.NullMarked;
