using Polydev.Protocol.Events;

namespace Polydev.Providers.Errors;

/// <summary>Words for an error: what happened, what to do, and what the provider itself said, without secrets and not without end.</summary>
internal static class ErrorText
{
    private const int MaxProviderMessage = 1000;
    private const int MaxProviderCode = 100;

    public static string Say(string code, string? providerMessage)
    {
        var lead = Lead(code);
        return string.IsNullOrWhiteSpace(providerMessage) ? lead : $"{lead} The provider says: {Trim(Redaction.Apply(providerMessage))}";
    }

    /// <summary>A code out of the provider's mouth, kept to the size of a code.</summary>
    public static string? Word(string? code) =>
        code is null ? null : Redaction.Apply(code.Length <= MaxProviderCode ? code : code[..MaxProviderCode]);

    private static string Lead(string code) => code switch
    {
        ErrorCodes.ProviderAuth => "The provider refuses the key. Store a valid one for this provider.",
        ErrorCodes.ProviderPermission => "The key is good but may not do this. Give it access to the model, or use another key.",
        ErrorCodes.ProviderRateLimited => "The provider's rate limit is reached. Wait, or lower the rate.",
        ErrorCodes.ProviderQuota => "The account's quota or credit at the provider is used up. Waiting does not help: look at its plan and billing.",
        ErrorCodes.ProviderOverloaded => "The provider is overloaded. Send the request again a little later.",
        ErrorCodes.ProviderServerError => "The provider failed inside. Send the request again.",
        ErrorCodes.ProviderInvalidRequest => "The provider finds the request wrong. Correct it.",
        ErrorCodes.ProviderNotFound => "The provider does not know the model or the address. Check the model's name and the provider's address.",
        ErrorCodes.ProviderTooLarge => "The request is larger than the provider or the model takes. Shorten it.",
        ErrorCodes.ProviderTimeout => "The provider gave up waiting for its own model. Send the request again.",
        _ => "The answer is not one a provider gives. Check the provider's address and any proxy before it.",
    };

    private static string Trim(string text) =>
        text.Length <= MaxProviderMessage ? text : string.Concat(text.AsSpan(0, MaxProviderMessage), "…");
}
