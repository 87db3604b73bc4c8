namespace Polydev.Controller.Executions;

/// <summary>An image of the answer.</summary>
/// <param name="MimeType">Media type.</param>
/// <param name="Data">Base64.</param>
internal sealed record OutputImage(string MimeType, string Data);
