namespace Polydev.Cli;

/// <summary>Finds the word that a mistyped one was meant to be.</summary>
internal static class Nearest
{
    /// <summary>The nearest of these words; null when none is near.</summary>
    public static string? Of(string word, IEnumerable<string> words)
    {
        var slips = Math.Min(2, word.Length / 2);
        return words
            .Select(known => (Known: known, Distance: known.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word.ToLowerInvariant(), known)))
            .Where(near => near.Distance <= slips)
            .OrderBy(near => near.Distance).ThenBy(near => near.Known.Length)
            .Select(near => near.Known)
            .FirstOrDefault();
    }

    /// <summary>How many letters must be put in, taken out, changed or swapped with the next.</summary>
    private static int Distance(string from, string to)
    {
        var steps = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, steps[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[from.Length, to.Length];
    }
}
