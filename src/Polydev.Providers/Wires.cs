using Polydev.Protocol.Calls;
using Polydev.Providers.Anthropic;
using Polydev.Providers.Gemini;
using Polydev.Providers.OpenAiChat;
using Polydev.Providers.OpenAiResponses;

namespace Polydev.Providers;

/// <summary>All wires there are, the providers that speak them, and where those are found.</summary>
public static class Wires
{
    private static readonly (string Provider, Wire Wire)[] Spoken =
    [
        (ProviderNames.OpenAi, new OpenAiChatWire()),
        (ProviderNames.OpenAi, new OpenAiResponsesWire()),
        (ProviderNames.Anthropic, new AnthropicWire()),
        (ProviderNames.Google, new GeminiWire()),
    ];

    /// <summary>Every wire; a provider's default comes before its others.</summary>
    public static IReadOnlyList<Wire> All { get; } = [.. Spoken.Select(spoken => spoken.Wire)];

    /// <summary>Every provider, as in <see cref="ProviderNames"/>.</summary>
    public static IReadOnlyList<string> Providers { get; } = [.. Spoken.Select(spoken => spoken.Provider).Distinct(StringComparer.Ordinal)];

    /// <summary>The wire of a name out of <see cref="WireNames"/>; null when there is none.</summary>
    public static Wire? Find(string name) => All.FirstOrDefault(wire => wire.Name == name);

    /// <summary>The wire a provider is spoken to when the caller names none; null when the provider is unknown.</summary>
    public static Wire? DefaultFor(string provider) => SpokenBy(provider).FirstOrDefault();

    /// <summary>The wires a provider speaks, its default first; none when the provider is unknown.</summary>
    public static IEnumerable<Wire> SpokenBy(string provider) =>
        Spoken.Where(spoken => spoken.Provider == provider).Select(spoken => spoken.Wire);

    /// <summary>The provider that speaks a wire.</summary>
    /// <exception cref="ArgumentException">The wire is none of <see cref="All"/>.</exception>
    public static string ProviderOf(Wire wire) =>
        Spoken.FirstOrDefault(spoken => ReferenceEquals(spoken.Wire, wire)).Provider
        ?? throw new ArgumentException("The wire is not registered.", nameof(wire));

    /// <summary>A provider's public address, in the form its official SDK takes; null when the provider is unknown.</summary>
    public static Uri? DefaultBaseUrl(string provider) => provider switch
    {
        ProviderNames.OpenAi => new Uri("https://api.openai.com/v1"),
        ProviderNames.Anthropic => new Uri("https://api.anthropic.com"),
        ProviderNames.Google => new Uri("https://generativelanguage.googleapis.com"),
        _ => null,
    };
}
