using System.Runtime.CompilerServices;
using System.Text.Json;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What can be asked of files and logs of allocations. They are there until the allocation is collected as garbage.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/client</remarks>
public sealed class FileCalls
{
    private const int PieceSize = 16 << 10;

    private readonly NomadTransport _transport;

    internal FileCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Files in a directory.</summary>
    public Task<NomadAnswer<IReadOnlyList<FileEntry>>> ListAsync(string allocation, string path, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/client/fs/ls", allocation).With("path", path), null, NomadJson.Default.IReadOnlyListFileEntry, cancellationToken);

    /// <summary>A file.</summary>
    public Task<NomadAnswer<FileEntry>> StatAsync(string allocation, string path, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/client/fs/stat", allocation).With("path", path), null, NomadJson.Default.FileEntry, cancellationToken);

    /// <summary>What is in a file. Old agents say <c>200</c> when they cannot read it, with the reason in its place: <see cref="StatAsync"/> tells.</summary>
    public Task<string> ReadAsync(string allocation, string path, CancellationToken cancellationToken) =>
        _transport.ReadTextAsync(NomadTarget.Of("/v1/client/fs/cat", allocation).With("path", path), cancellationToken);

    /// <summary>A log in pieces that say where they are from. Signs of life between them are left out unless they are asked for.</summary>
    /// <exception cref="NomadException">There is no such allocation or task, or the stream broke off.</exception>
    public async IAsyncEnumerable<LogFrame> FramesAsync(LogRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _transport.OpenAsync(Target(request, plain: false), null, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var frames = JsonSerializer.DeserializeAsyncEnumerable(body, NomadJson.Default.LogFrame, topLevelValues: true, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(frames))
        {
            if (frames.Current is { Data.Length: > 0 } or { FileEvent.Length: > 0 } || (request.SignsOfLife && frames.Current is not null))
            {
                yield return frames.Current;
            }
        }
    }

    /// <summary>A log as it was written, in pieces as they come.</summary>
    /// <exception cref="NomadException">There is no such allocation or task, or the stream broke off.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> PlainAsync(LogRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _transport.OpenAsync(Target(request, plain: true), null, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (true)
        {
            var piece = new byte[PieceSize];
            int got;
            try
            {
                got = await body.ReadAsync(piece, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw BrokeOff(e);
            }

            if (got == 0)
            {
                yield break;
            }

            yield return piece.AsMemory(0, got);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<LogFrame?> frames)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw BrokeOff(e);
        }
    }

    private static NomadException BrokeOff(Exception e) => new(NomadError.Unreachable, null, $"the log broke off: {e.Message}", e);

    private static NomadTarget Target(LogRequest request, bool plain) => NomadTarget.Of("/v1/client/fs/logs", request.Allocation)
        .With("task", request.Task)
        .With("type", request.Errors ? "stderr" : "stdout")
        .WithTrue("follow", request.Follow)
        .With("origin", request.Offset is null ? null : request.FromEnd ? "end" : "start")
        .WithNumber("offset", request.Offset)
        .WithTrue("plain", plain);
}
