using System.Text.RegularExpressions;
using Polydev.Tests.Drivers.Nomad.Jobs;

namespace Polydev.Tests.Drivers.Nomad.Deploy;

/// <summary>A file of HCL as paths with their values: names of blocks and keys with dots between, a block's label in brackets.</summary>
internal sealed partial class HclFile
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private HclFile(string text)
    {
        Text = text;
        var tokens = new Queue<string>(Tokens().Matches(text).Select(m => m.Value).Where(t => t[0] != '#'));
        while (tokens.Count > 0)
        {
            Read(tokens, "");
        }
    }

    /// <summary>The file itself.</summary>
    public string Text { get; }

    /// <summary>All paths, without labels.</summary>
    public IEnumerable<string> Keys => _values.Keys.Select(k => Label().Replace(k, ""));

    /// <summary>The value at a path, as it is written, without quotes.</summary>
    public string this[string path] => _values.TryGetValue(path, out var value) ? value : throw new KeyNotFoundException($"nothing is said of {path}");

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<string> List(string path) => [.. this[path].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(i => i.Trim('"'))];

    /// <summary>Reads one below <c>deploy/nomad</c>.</summary>
    public static HclFile Of(params string[] path) => new(File.ReadAllText(Path.Combine([DeployedJobs.Folder, .. path])));

    private void Read(Queue<string> tokens, string below)
    {
        var path = below + tokens.Dequeue().Trim('"');
        if (tokens.Peek() == "=")
        {
            tokens.Dequeue();
            Assert.True(_values.TryAdd(path, Value(tokens, path)), $"{path} is said twice");
            return;
        }

        if (tokens.Peek() != "{")
        {
            path += $"[{tokens.Dequeue().Trim('"')}]";
        }

        Assert.Equal("{", tokens.Dequeue());
        while (tokens.Peek() != "}")
        {
            Read(tokens, path + ".");
        }

        tokens.Dequeue();
    }

    private static string Value(Queue<string> tokens, string path)
    {
        var token = tokens.Dequeue();
        if (token is not ("[" or "{"))
        {
            return token.Trim('"');
        }

        var end = token == "[" ? "]" : "}";
        var items = new List<string>();
        for (token = tokens.Dequeue(); token != end; token = tokens.Dequeue())
        {
            Assert.True(token is not ("[" or "{"), $"{path} is deeper than is read here");
            items.Add(token);
        }

        return string.Concat(items);
    }

    [GeneratedRegex("""#[^\n]*|"(?:[^"\\]|\\.)*"|[{}\[\]=,]|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
