using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Calls;

namespace Polydev.Simulator.Serving;

/// <summary>The headers in which each provider tells its limits when they are reached. Google has none.</summary>
internal static class RateLimitHeaders
{
    /// <summary>Adds them.</summary>
    public static void Add(IHeaderDictionary headers, string wire)
    {
        switch (wire)
        {
            case WireNames.AnthropicMessages:
                headers["anthropic-ratelimit-requests-limit"] = "50";
                headers["anthropic-ratelimit-requests-remaining"] = "0";
                headers["anthropic-ratelimit-input-tokens-limit"] = "30000";
                headers["anthropic-ratelimit-input-tokens-remaining"] = "12000";
                headers["anthropic-ratelimit-output-tokens-limit"] = "8000";
                headers["anthropic-ratelimit-output-tokens-remaining"] = "8000";
                break;
            case not WireNames.Gemini:
                headers["x-ratelimit-limit-requests"] = "500";
                headers["x-ratelimit-limit-tokens"] = "30000";
                headers["x-ratelimit-remaining-requests"] = "0";
                headers["x-ratelimit-remaining-tokens"] = "12000";
                headers["x-ratelimit-reset-requests"] = "120ms";
                headers["x-ratelimit-reset-tokens"] = "6m0s";
                break;
        }
    }
}
