using System.Text;

namespace Polydev.Controller.Workers;

/// <summary>Finds an execution by the bytes of its id on the wire, without making a string for every event.</summary>
internal sealed class AsciiIdComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    /// <summary>The one comparer.</summary>
    public static readonly AsciiIdComparer Instance = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public bool Equals(ReadOnlySpan<byte> alternate, string other) => Ascii.Equals(alternate, other);

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.ASCII.GetString(alternate);

    // FNV-1a over the same units in both forms. Ids are made by us, so nobody can aim collisions at it.
    public int GetHashCode(string obj)
    {
        var hash = 2166136261u;
        foreach (var c in obj)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)hash;
    }

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = 2166136261u;
        foreach (var b in alternate)
        {
            hash = (hash ^ b) * 16777619u;
        }

        return (int)hash;
    }
}
