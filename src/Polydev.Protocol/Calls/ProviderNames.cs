namespace Polydev.Protocol.Calls;

/// <summary>The names of the providers, as they stand in requests, credentials and <c>PROVIDER</c>.</summary>
public static class ProviderNames
{
    /// <summary>OpenAI.</summary>
    public const string OpenAi = "openai";

    /// <summary>Anthropic.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>Google (the Gemini API).</summary>
    public const string Google = "google";
}
