using Polydev.Protocol.Events;

namespace Polydev.Providers.Gemini;

/// <summary>Gemini's finish reasons in our words.</summary>
internal static class GeminiStopReasons
{
    /// <param name="reason">The provider's word.</param>
    /// <param name="hasCalls">Whether the answer holds function calls, of which <c>STOP</c> says nothing.</param>
    public static StopReason Normalise(string reason, bool hasCalls) => reason switch
    {
        "STOP" => hasCalls ? StopReason.Tool : StopReason.End,
        "MAX_TOKENS" => StopReason.MaxTokens,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => StopReason.Filtered,
        // LANGUAGE, OTHER, MALFORMED_FUNCTION_CALL, UNEXPECTED_TOOL_CALL, TOO_MANY_TOOL_CALLS, NO_IMAGE and what is yet to come.
        _ => StopReason.Error,
    };
}
