using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Worker.Direct;

/// <summary>One request given by the environment: who to ask, what, with which key.</summary>
internal sealed record DirectOptions
{
    /// <summary>Environment: the provider, which also asks for this mode.</summary>
    public const string ProviderVariable = "PROVIDER";

    private static readonly (string Provider, string Key, string BaseUrl)[] s_variables =
    [
        (ProviderNames.OpenAi, "OPENAI_API_KEY", "OPENAI_BASE_URL"),
        (ProviderNames.Anthropic, "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
        (ProviderNames.Google, "GOOGLE_API_KEY", "GOOGLE_GEMINI_BASE_URL"),
    ];

    /// <summary>The wire the provider is spoken to.</summary>
    public required Wire Wire { get; init; }

    /// <summary>One of <see cref="ProviderNames"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The user message.</summary>
    public required string Prompt { get; init; }

    /// <summary>The provider key.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Where the provider is.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>On whose behalf, for the provider's own records; null leaves it out.</summary>
    public string? UserId { get; init; }

    /// <summary>Reads the environment; every error is added to <paramref name="errors"/>. Null when there is one.</summary>
    public static DirectOptions? Read(Func<string, string?> environment, List<string> errors)
    {
        string Required(string name)
        {
            var value = environment(name);
            if (string.IsNullOrWhiteSpace(value))
            {
                errors.Add($"{name} is not set");
            }

            return value ?? "";
        }

        var provider = environment(ProviderVariable) ?? "";
        var variables = Array.Find(s_variables, v => v.Provider == provider);
        var wire = Wires.DefaultFor(provider);
        if (variables.Key is null || wire is null)
        {
            errors.Add($"{ProviderVariable} must be one of {string.Join(", ", s_variables.Select(v => v.Provider))}, not '{provider}'");
        }

        var model = Required("MODEL");
        var prompt = Required("PROMPT");
        if (variables.Key is null || wire is null)
        {
            return null;
        }

        var key = Required(variables.Key);
        var baseUrl = environment(variables.BaseUrl) is { Length: > 0 } given ? given : Wires.DefaultBaseUrl(provider)!.AbsoluteUri;
        if (!Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            errors.Add($"{variables.BaseUrl} must be an http or https address, not '{baseUrl}'");
        }

        return errors.Count > 0 ? null : new DirectOptions
        {
            Wire = wire,
            Provider = provider,
            Model = model,
            Prompt = prompt,
            ApiKey = key,
            BaseUrl = baseUrl,
            UserId = environment("USER_ID") is { Length: > 0 } user ? user : null,
        };
    }
}
