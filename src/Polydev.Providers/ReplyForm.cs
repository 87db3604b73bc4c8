namespace Polydev.Providers;

/// <summary>The form in which an answer leaves for a client of a provider's API.</summary>
public enum ReplyForm
{
    /// <summary>Server-sent events, one frame as soon as its event is known.</summary>
    Stream,

    /// <summary>One whole JSON body.</summary>
    Body,

    /// <summary>One JSON array sent element by element: what Gemini streams when <c>alt=sse</c> is not asked for.</summary>
    JsonArray,
}
