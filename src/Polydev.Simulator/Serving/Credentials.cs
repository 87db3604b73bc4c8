using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;

namespace Polydev.Simulator.Serving;

/// <summary>Finds the key of a call where each provider looks for it.</summary>
internal static class Credentials
{
    private const string Bearer = "Bearer ";

    /// <summary>Finds the key; null when the call has none.</summary>
    public static string? Find(string wire, HttpRequest request)
    {
        var key = wire switch
        {
            WireNames.AnthropicMessages => request.Headers["x-api-key"].ToString() is { Length: > 0 } own ? own : BearerOf(request),
            WireNames.Gemini => request.Headers["x-goog-api-key"].ToString() is { Length: > 0 } own ? own : request.Query["key"].ToString(),
            _ => BearerOf(request),
        };
        return key.Length > 0 ? key : null;
    }

    /// <summary>What the provider says to a call without a key. Google calls it a missing permission.</summary>
    public static ExecutionError Missing(string wire) => wire switch
    {
        WireNames.AnthropicMessages => Error(ErrorCodes.ProviderAuth, 401, "x-api-key header is required"),
        WireNames.Gemini => Error(
            ErrorCodes.ProviderPermission,
            403,
            "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API."),
        _ => Error(
            ErrorCodes.ProviderAuth,
            401,
            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."),
    };

    private static ExecutionError Error(string code, int status, string message) => new() { Code = code, ProviderStatus = status, Message = message };

    private static string BearerOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : "";
    }
}
