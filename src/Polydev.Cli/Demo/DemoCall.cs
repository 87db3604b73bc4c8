using Polydev.Protocol.Calls;

namespace Polydev.Cli.Demo;

/// <summary>One execution of the demo: a provider, a model of it, and the key to call it with.</summary>
/// <param name="Provider">Name of the provider.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Key">The real key of the environment; null lets the simulator answer.</param>
internal sealed record DemoCall(string Provider, string Model, string? Key)
{
    private static readonly (string Provider, string Model, string[] Keys)[] Providers =
    [
        (ProviderNames.OpenAi, "gpt-4.1-mini", ["OPENAI_API_KEY"]),
        (ProviderNames.Anthropic, "claude-haiku-4-5", ["ANTHROPIC_API_KEY"]),
        (ProviderNames.Google, "gemini-2.5-flash", ["GOOGLE_API_KEY", "GEMINI_API_KEY"]),
    ];

    /// <summary>One call per provider, real where the environment has a key.</summary>
    public static IReadOnlyList<DemoCall> All(Func<string, string?> variable) =>
        [.. Providers.Select(entry => new DemoCall(entry.Provider, entry.Model, entry.Keys.Select(variable).FirstOrDefault(key => key is not null)))];
}
