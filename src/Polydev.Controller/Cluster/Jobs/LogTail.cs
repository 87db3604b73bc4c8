using Polydev.Drivers.Nomad.Client;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Finds where the last lines of a log begin: agents know only bytes.</summary>
internal static class LogTail
{
    /// <summary>Most lines that can be asked for.</summary>
    public const int MostLines = 10_000;

    private const int FirstWindow = 64 << 10;
    private const int LastWindow = 4 << 20;
    private const byte LineFeed = (byte)'\n';

    /// <summary>Looks.</summary>
    /// <returns>Bytes from the end to ask for; null for all. Where it is not null, they begin with the end of the line before.</returns>
    /// <exception cref="NomadException">The cluster refused, or the log broke off.</exception>
    public static async Task<long?> FindAsync(NomadClient client, LogRequest request, int lines, CancellationToken cancellationToken)
    {
        for (var window = FirstWindow; ; window *= 4)
        {
            var read = await EndAsync(client, request with { FromEnd = true, Offset = window, Follow = false }, cancellationToken);
            if (BeginOf(read, lines) is { } begin and > 0)
            {
                return read.Length - begin + 1;
            }

            if (read.Length < window)
            {
                return null;
            }

            if (window >= LastWindow)
            {
                return window;
            }
        }
    }

    /// <summary>Where the last lines begin; null when there are not so many.</summary>
    public static int? BeginOf(ReadOnlySpan<byte> text, int lines)
    {
        if (lines == 0)
        {
            return text.Length;
        }

        // The line feed at the end ends the last line and begins none.
        var end = text is [.., LineFeed] ? text.Length - 1 : text.Length;
        for (var at = end; at > 0;)
        {
            at = text[..at].LastIndexOf(LineFeed);
            if (at < 0)
            {
                return null;
            }

            if (--lines == 0)
            {
                return at + 1;
            }
        }

        return null;
    }

    private static async Task<byte[]> EndAsync(NomadClient client, LogRequest request, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        await foreach (var piece in client.Files.PlainAsync(request, cancellationToken))
        {
            read.Write(piece.Span);
        }

        return read.ToArray();
    }
}
