using System.Globalization;
using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Calls;

namespace Polydev.Simulator.Serving;

/// <summary>The headers in which each provider tells its limits when they are reached. Google has none.</summary>
internal static class RateLimitHeaders
{
    /// <summary>Adds them.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="wire">The wire whose dialect they are in.</param>
    /// <param name="seconds">How long until the limit on requests opens again.</param>
    /// <param name="now">The time, for the dialect that tells points in time.</param>
    public static void Add(IHeaderDictionary headers, string wire, double seconds, DateTimeOffset now)
    {
        switch (wire)
        {
            case WireNames.AnthropicMessages:
                AddWindow(headers, "requests", 50, 0, now.AddSeconds(seconds));
                AddWindow(headers, "input-tokens", 30_000, 12_000, now);
                AddWindow(headers, "output-tokens", 8_000, 8_000, now);
                break;
            case not WireNames.Gemini:
                headers["x-ratelimit-limit-requests"] = "500";
                headers["x-ratelimit-limit-tokens"] = "30000";
                headers["x-ratelimit-remaining-requests"] = "0";
                headers["x-ratelimit-remaining-tokens"] = "12000";
                headers["x-ratelimit-reset-requests"] = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###}s");
                headers["x-ratelimit-reset-tokens"] = "6m0s";
                break;
        }
    }

    private static void AddWindow(IHeaderDictionary headers, string what, int limit, int remaining, DateTimeOffset reset)
    {
        headers[$"anthropic-ratelimit-{what}-limit"] = limit.ToString(CultureInfo.InvariantCulture);
        headers[$"anthropic-ratelimit-{what}-remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
        headers[$"anthropic-ratelimit-{what}-reset"] = reset.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
