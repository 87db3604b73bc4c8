using Polydev.Protocol.Calls;

namespace Polydev.Cli.Hosting;

/// <summary>Where the providers are by the environment, under the names their official SDKs read.</summary>
internal static class ProviderAddresses
{
    private static readonly (string Provider, string Variable)[] Variables =
    [
        (ProviderNames.OpenAi, "OPENAI_BASE_URL"),
        (ProviderNames.Anthropic, "ANTHROPIC_BASE_URL"),
        (ProviderNames.Google, "GOOGLE_GEMINI_BASE_URL"),
    ];

    /// <summary>Those that are set.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FromEnvironment(Func<string, string?> variable) =>
        Variables.Where(entry => variable(entry.Variable) is not null).Select(entry => KeyValuePair.Create(entry.Provider, variable(entry.Variable)!));

    /// <summary>All providers at a simulator.</summary>
    public static Dictionary<string, string> Simulated(Uri simulator)
    {
        var address = simulator.GetLeftPart(UriPartial.Authority);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ProviderNames.OpenAi] = address + "/v1",
            [ProviderNames.Anthropic] = address,
            [ProviderNames.Google] = address,
        };
    }
}
