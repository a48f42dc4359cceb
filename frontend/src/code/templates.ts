// What to begin with, per language: small, complete and running, with one place that waits for the work.

export const TEMPLATES: Readonly<Record<string, string>> = {
  python: `def solve(numbers: list[int]) -> int:
    """Say here what it gives."""
    return sum(numbers)


if __name__ == "__main__":
    print(solve([1, 2, 3]))
`,
  javascript: `/** Say here what it gives. */
function solve(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

console.log(solve([1, 2, 3]));
`,
  typescript: `/** Say here what it gives. */
function solve(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

console.log(solve([1, 2, 3]));
`,
  java: `import java.util.List;

public class Main {
    /** Say here what it gives. */
    static int solve(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    public static void main(String[] args) {
        System.out.println(solve(List.of(1, 2, 3)));
    }
}
`,
  c: `#include <stddef.h>
#include <stdio.h>

/* Say here what it gives. */
static int solve(const int *numbers, size_t count) {
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += numbers[i];
    }
    return sum;
}

int main(void) {
    const int numbers[] = {1, 2, 3};
    printf("%d\\n", solve(numbers, sizeof numbers / sizeof numbers[0]));
    return 0;
}
`,
  cpp: `#include <iostream>
#include <numeric>
#include <vector>

// Say here what it gives.
int solve(const std::vector<int>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0);
}

int main() {
    std::cout << solve({1, 2, 3}) << '\\n';
}
`,
  csharp: `using System;
using System.Collections.Generic;
using System.Linq;

static class Program
{
    /// <summary>Say here what it gives.</summary>
    static int Solve(IEnumerable<int> numbers) => numbers.Sum();

    static void Main()
    {
        Console.WriteLine(Solve(new[] { 1, 2, 3 }));
    }
}
`,
  go: `package main

import "fmt"

// solve: say here what it gives.
func solve(numbers []int) int {
	sum := 0
	for _, number := range numbers {
		sum += number
	}
	return sum
}

func main() {
	fmt.Println(solve([]int{1, 2, 3}))
}
`,
  rust: `/// Say here what it gives.
fn solve(numbers: &[i32]) -> i32 {
    numbers.iter().sum()
}

fn main() {
    println!("{}", solve(&[1, 2, 3]));
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn it_adds() {
        assert_eq!(solve(&[1, 2, 3]), 6);
    }
}
`,
  kotlin: `/** Say here what it gives. */
fun solve(numbers: List<Int>): Int = numbers.sum()

fun main() {
    println(solve(listOf(1, 2, 3)))
}
`,
  swift: `/// Say here what it gives.
func solve(_ numbers: [Int]) -> Int {
    numbers.reduce(0, +)
}

print(solve([1, 2, 3]))
`,
  ruby: `# Say here what it gives.
def solve(numbers)
  numbers.sum
end

puts solve([1, 2, 3]) if __FILE__ == $PROGRAM_NAME
`,
  php: `<?php
declare(strict_types=1);

/** Say here what it gives. */
function solve(array $numbers): int
{
    return array_sum($numbers);
}

echo solve([1, 2, 3]), PHP_EOL;
`,
  scala: `/** Say here what it gives. */
def solve(numbers: Seq[Int]): Int = numbers.sum

@main def run(): Unit =
  println(solve(Seq(1, 2, 3)))
`,
  dart: `/// Say here what it gives.
int solve(List<int> numbers) => numbers.fold(0, (sum, number) => sum + number);

void main() {
  print(solve([1, 2, 3]));
}
`,
  haskell: `module Main where

-- | Say here what it gives.
solve :: [Int] -> Int
solve = sum

main :: IO ()
main = print (solve [1, 2, 3])
`,
  elixir: `defmodule Main do
  @doc "Say here what it gives."
  def solve(numbers), do: Enum.sum(numbers)
end

IO.inspect(Main.solve([1, 2, 3]))
`,
  shell: `#!/usr/bin/env bash
set -euo pipefail

main() {
  echo "Hello, \${1:-world}"
}

main "$@"
`,
  sql: `CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name VARCHAR(100) NOT NULL
);

INSERT INTO people (id, name) VALUES (1, 'Ada'), (2, 'Grace');

SELECT name
FROM people
ORDER BY name;
`,
  html: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>A page</title>
    <style>
      body {
        font-family: system-ui, sans-serif;
      }
    </style>
  </head>
  <body>
    <h1>Hello</h1>
  </body>
</html>
`,
};
