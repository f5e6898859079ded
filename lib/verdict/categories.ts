/**
 * The list of contents categories of a message for one recipient: highest first, each once. A minor category brings its
 * major one with it, as in amavisd-new, where settings of the major category then apply.
 */
import { CATEGORY_RANK, type Category, type CategoryName } from './category.ts';

export class CategoryList {
  readonly #found = new Map<string, Category>();

  add(name: CategoryName, minor = 0): void {
    this.#found.set(`${name},${minor}`, { name, minor });
    if (minor !== 0) this.#found.set(`${name},0`, { name, minor: 0 });
  }

  /** Highest first. */
  sorted(): readonly Category[] {
    return [...this.#found.values()].sort(
      (one, other) => CATEGORY_RANK[other.name] - CATEGORY_RANK[one.name] || other.minor - one.minor,
    );
  }
}

export function hasCategory(categories: readonly Category[], name: CategoryName, minor = 0): boolean {
  return categories.some(category => category.name === name && category.minor === minor);
}
