using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.Gemini;

/// <summary>Token figures as Gemini counts them: thoughts beside the candidates' tokens, not among them.</summary>
internal static class GeminiUsage
{
    /// <summary>Reads figures, which each chunk repeats for the whole answer so far.</summary>
    public static void Read(JsonSlice usage, ref UsageFigures figures)
    {
        if (!usage.IsObject)
        {
            return;
        }

        JsonSlice prompt = default, toolPrompt = default, candidates = default, cached = default, thoughts = default;
        foreach (var field in usage.Fields)
        {
            _ = field.Into("promptTokenCount"u8, ref prompt) || field.Into("candidatesTokenCount"u8, ref candidates)
                || field.Into("thoughtsTokenCount"u8, ref thoughts) || field.Into("cachedContentTokenCount"u8, ref cached)
                || field.Into("toolUsePromptTokenCount"u8, ref toolPrompt);
        }

        figures = new UsageFigures
        {
            Input = (prompt.Number ?? 0) + (toolPrompt.Number ?? 0),
            Output = (candidates.Number ?? 0) + (thoughts.Number ?? 0),
            Cached = cached.Number,
            Reasoning = thoughts.Number,
        };
    }
}
