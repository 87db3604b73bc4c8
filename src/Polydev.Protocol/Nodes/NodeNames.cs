namespace Polydev.Protocol.Nodes;

/// <summary>How nodes may be called: as hosts are.</summary>
public static class NodeNames
{
    /// <summary>The rule in words.</summary>
    public const string Rule = "1 to 63 letters, digits, '.', '-' and '_', the first a letter or digit, and not 'tokens'";

    private const int Longest = 63;
    private const string Route = "tokens";

    /// <summary>Whether a node may have the name.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= Longest && name != Route && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
