using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Calls;

namespace Polydev.Simulator.Serving;

/// <summary>The lists of models, in each provider's shape; every other name works as well.</summary>
internal static class ModelLists
{
    private static readonly string[] s_names = [.. SimulatorCatalog.Replies.Concat(SimulatorCatalog.Faults).Select(static entry => entry.Example)];

    private static readonly string s_openAi =
        $$"""{"object":"list","data":[{{Each(name => $$"""{"id":"{{name}}","object":"model","created":1741569952,"owned_by":"polydev-simulator"}""")}}]}""";

    private static readonly string s_anthropic =
        $$"""{"data":[{{Each(name => $$"""{"type":"model","id":"{{name}}","display_name":"{{name}}","created_at":"2025-03-10T00:00:00Z"}""")}}],"has_more":false,"first_id":"{{s_names[0]}}","last_id":"{{s_names[^1]}}"}""";

    private static readonly string s_gemini =
        $$"""{"models":[{{Each(name => $$"""{"name":"models/{{name}}","displayName":"{{name}}","supportedGenerationMethods":["generateContent","streamGenerateContent"]}""")}}]}""";

    /// <summary>Sends the list.</summary>
    public static Task SendAsync(HttpContext context, string wire)
    {
        var isAnthropic = context.Request.Headers.ContainsKey("anthropic-version");
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(wire == WireNames.Gemini ? s_gemini : isAnthropic ? s_anthropic : s_openAi, context.RequestAborted);
    }

    private static string Each(Func<string, string> write) => string.Join(',', s_names.Select(write));
}
