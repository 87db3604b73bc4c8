using System.Text;

namespace Polydev.Simulator.Scripting;

/// <summary>The words the simulated model says.</summary>
internal static class ReplyTexts
{
    private static readonly string[] s_words =
    [
        "alder", "birch", "cedar", "dune", "ember", "fjord", "grove", "harbor", "island", "juniper", "kelp", "lagoon", "meadow", "north", "oak", "pine",
        "quarry", "river", "shore", "tide", "upland", "valley", "willow", "yarrow",
    ];

    /// <summary>The proof that closes simulated reasoning.</summary>
    public const string Signature = "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds==";

    /// <summary>The smallest PNG there is: one transparent pixel.</summary>
    public const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    /// <summary>The default reply.</summary>
    public static IReadOnlyList<string> Greeting { get; } =
        ["Hello", "!", " This", " is", " the", " Polydev", " simulator", ":", " every", " wire", " works."];

    /// <summary>What the model thinks before it answers.</summary>
    public static IReadOnlyList<string> Thoughts { get; } = ["The", " caller", " wants", " an", " answer", ";", " I", " have", " one", "."];

    /// <summary>So many words.</summary>
    public static IReadOnlyList<string> Words(int count, int seed)
    {
        var words = new string[count];
        for (var i = 0; i < count; i++)
        {
            var word = s_words[(uint)((i * 7) + seed) % (uint)s_words.Length];
            words[i] = i == 0 ? word : " " + word;
        }

        return words;
    }

    /// <summary>A text of so many bytes in pieces of 64.</summary>
    public static IReadOnlyList<string> Long(int bytes, int seed)
    {
        var text = new StringBuilder(bytes + 16);
        for (var i = 0; text.Length < bytes; i++)
        {
            text.Append(s_words[(uint)((i * 7) + seed) % (uint)s_words.Length]).Append(' ');
        }

        return [.. Enumerable.Range(0, (bytes + 63) / 64).Select(i => text.ToString(i * 64, Math.Min(64, bytes - (i * 64))))];
    }

    /// <summary>The caller's own words, each with the space before it.</summary>
    public static IReadOnlyList<string> Echo(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))
            {
                words.Add(text[start..i]);
                start = i;
            }
        }

        if (start < text.Length)
        {
            words.Add(text[start..]);
        }

        return words;
    }
}
