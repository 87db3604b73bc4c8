namespace Polydev.Tests.Controller.Cluster;

/// <summary>Cuts texts.</summary>
internal static class TextExtensions
{
    /// <summary>Takes one letter from the end, where it is that one.</summary>
    public static string TrimEndOne(this string text, char letter) => text.EndsWith(letter) ? text[..^1] : text;
}
