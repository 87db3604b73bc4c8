using System.Text.RegularExpressions;
using Polydev.Protocol.Events;

namespace Polydev.Providers;

/// <summary>Takes keys out of text that comes from outside, before anyone reads, logs or stores it.</summary>
public static partial class Redaction
{
    private const string Mask = "[redacted]";

    /// <summary>What lies beyond is never shown, so it need not be searched.</summary>
    private const int MaxLength = 8192;

    /// <summary>Takes out whatever looks like a key of a provider, a bearer token, or a key in an address.</summary>
    public static string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // A function, not a text: to read a replacement's text .NET needs the half of its regular expressions that is else not in a worker.
        return KeyShape().Replace(text.Length > MaxLength ? text[..MaxLength] : text, static _ => Mask);
    }

    /// <summary>Takes one known secret out of an error, whatever its shape; for the one place that holds the credential.</summary>
    public static ExecutionError Apply(ExecutionError error, string credential)
    {
        ArgumentNullException.ThrowIfNull(error);
        return string.IsNullOrEmpty(credential)
            ? error
            : error with
            {
                Message = Apply(error.Message.Replace(credential, Mask, StringComparison.Ordinal)),
                ProviderCode = error.ProviderCode?.Replace(credential, Mask, StringComparison.Ordinal),
                ProviderRequestId = error.ProviderRequestId?.Replace(credential, Mask, StringComparison.Ordinal),
            };
    }

    // OpenAI and Anthropic (sk-), Google (AIza, AQ.), our own (pd_), JSON web tokens; masked remains (sk-abc***xyz) count too.
    [GeneratedRegex(
        """\bsk-[\w\-*.…]{3,}[\w*]|\bAIza[\w\-*]{6,}|\bAQ\.[\w\-]{10,}|\bpd_[\w\-]{8,}|\beyJ[\w\-]{8,}\.[\w\-.]*|(?<=\b(?:bearer|x-api-key:|x-goog-api-key:)\s+)[^\s"',]{4,}|(?<=[?&]key=)[^\s&"']+""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyShape();
}
