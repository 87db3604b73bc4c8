namespace Polydev.Worker.Linked;

/// <summary>A live link: lines come down, lines go up, until either side ends it.</summary>
internal sealed class Link(HttpMessageInvoker client, LinkContent content, HttpResponseMessage response, Stream down, Stream up) : IDisposable
{
    /// <summary>The controller's lines.</summary>
    public LineReader Down { get; } = new(down);

    /// <summary>Where the worker's lines go.</summary>
    public Stream Up { get; } = up;

    /// <summary>Says goodbye in good order: what was written still arrives, then the request ends.</summary>
    public void EndRequest() => content.End();

    /// <summary>Closes the connection, whatever is still under way.</summary>
    public void Dispose()
    {
        content.End();
        response.Dispose();
        client.Dispose();
        Down.Dispose();
    }
}
