namespace Polydev.Protocol.Events;

/// <summary>An image the model made, whole.</summary>
public sealed record ImageEvent : ExecutionEvent
{
    /// <summary>Media type, for example <c>image/png</c>.</summary>
    public string MimeType { get; init => field = value ?? ""; } = "";

    /// <summary>The image as base64.</summary>
    public string Data { get; init => field = value ?? ""; } = "";
}
