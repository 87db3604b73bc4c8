using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Simulator.Serving;

/// <summary>What a path asks for.</summary>
/// <param name="Kind">The kind of page.</param>
/// <param name="Wire">The wire it belongs to, or <c>other</c>.</param>
/// <param name="Model">The model in the path; null where it is in the body.</param>
/// <param name="Form">The form the path fixes; null where the body chooses.</param>
/// <param name="Word">The word in the path of a release; null elsewhere.</param>
internal readonly record struct Route(RouteKind Kind, string Wire, string? Model = null, ReplyForm? Form = null, string? Word = null)
{
    private const string GeminiModels = "/v1beta/models";
    private const string ReleasePrefix = "/_simulator/release/";

    /// <summary>Finds what is asked for.</summary>
    public static Route Match(string method, string path, string query) => (method, path) switch
    {
        ("POST", "/v1/chat/completions") => new(RouteKind.Call, WireNames.OpenAiChat),
        ("POST", "/v1/responses") => new(RouteKind.Call, WireNames.OpenAiResponses),
        ("POST", "/v1/messages") => new(RouteKind.Call, WireNames.AnthropicMessages),
        ("GET", "/v1/models") => new(RouteKind.Models, WireNames.OpenAiChat),
        ("GET", GeminiModels) => new(RouteKind.Models, WireNames.Gemini),
        ("GET", "/_simulator/counters") => new(RouteKind.Counters, ""),
        ("POST", "/_simulator/reset") => new(RouteKind.Reset, ""),
        ("POST", _) when path.StartsWith(ReleasePrefix, StringComparison.Ordinal) && path.Length > ReleasePrefix.Length => new(RouteKind.Release, "", Word: path[ReleasePrefix.Length..]),
        ("POST", _) when path.StartsWith(GeminiModels + "/", StringComparison.Ordinal) => Gemini(path[(GeminiModels.Length + 1)..], query),
        _ => new(RouteKind.Unknown, "other"),
    };

    private static Route Gemini(string rest, string query)
    {
        var colon = rest.LastIndexOf(':');
        var (model, verb) = colon < 0 ? (rest, "") : (rest[..colon], rest[(colon + 1)..]);
        return verb switch
        {
            "generateContent" => new(RouteKind.Call, WireNames.Gemini, model, ReplyForm.Body),
            "streamGenerateContent" => new(
                RouteKind.Call,
                WireNames.Gemini,
                model,
                query.Contains("alt=sse", StringComparison.Ordinal) ? ReplyForm.Stream : ReplyForm.JsonArray),
            _ => new(RouteKind.Unknown, "other"),
        };
    }
}
