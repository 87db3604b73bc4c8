namespace Polydev.Controller.Credentials;

/// <summary>What a provider's name and key may look like; whether the key is good only the provider can say.</summary>
internal static class CredentialShape
{
    /// <summary>Longest key taken: Google's service tokens are the longest in use and far below.</summary>
    public const int MaxKeyLength = 4096;

    private const int MaxProviderLength = 64;

    /// <summary>What is wrong with a provider's name; null for nothing.</summary>
    public static string? FaultOfProvider(string provider) =>
        provider.Length is > 0 and <= MaxProviderLength && provider.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? null
            : $"must be 1 to {MaxProviderLength} lower-case letters, digits, '-' or '_'";

    /// <summary>What is wrong with a key; null for nothing. Never quotes it.</summary>
    public static string? FaultOfKey(string? key) => key switch
    {
        null or "" => "must be given",
        { Length: > MaxKeyLength } => $"must be at most {MaxKeyLength} characters",
        _ when key.Any(char.IsWhiteSpace) => "must not contain spaces or line breaks: was it copied with something around it?",
        _ when key.Any(c => c is < '!' or > '~') => "must be printable ASCII: was it copied with something around it?",
        _ => null,
    };
}
