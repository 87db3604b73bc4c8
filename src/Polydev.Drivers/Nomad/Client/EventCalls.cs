using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>The stream of events. Servers keep few: what must not be missed is compared with a list after each new connection, see <see cref="NomadFeed"/>.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/events</remarks>
public sealed class EventCalls
{
    private readonly NomadTransport _transport;

    internal EventCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Events until the connection breaks. A first one without events comes at once, and further ones every 10 to 30 seconds.</summary>
    /// <param name="topics">What to be told of.</param>
    /// <param name="fromIndex">Only what is at this index or later, as far as the server keeps it; null for all that it keeps.</param>
    /// <param name="space">Namespace; null for that of the client. Before 1.1.6 <c>*</c> gives nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NomadException">The cluster refused, or the connection broke or was silent for too long.</exception>
    public async IAsyncEnumerable<NomadEvents> StreamAsync(
        IReadOnlyList<EventTopic> topics, ulong? fromIndex, string? space, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var target = NomadTarget.Of("/v1/event/stream");
        foreach (var topic in topics)
        {
            target.With("topic", topic.Key is null ? topic.Name : $"{topic.Name}:{topic.Key}");
        }

        target.With("index", fromIndex?.ToString(CultureInfo.InvariantCulture));
        using var response = await _transport.OpenAsync(target, new NomadQuery { Namespace = space }, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var read = JsonSerializer.DeserializeAsyncEnumerable(body, NomadJson.Default.NomadEvents, topLevelValues: true, over.Token).GetAsyncEnumerator(over.Token);
        while (await NextAsync(read, over, cancellationToken))
        {
            if (read.Current is { } events)
            {
                yield return events;
            }
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<NomadEvents?> read, CancellationTokenSource over, CancellationToken cancellationToken)
    {
        using var silence = new Patience(_transport.Options.StreamSilence, _transport.Time, cancellationToken);
        await using var hush = silence.Token.Register(over.Cancel);
        try
        {
            return await read.MoveNextAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NomadException(NomadError.TimedOut, null, "the stream of events was silent for too long");
        }
        catch (JsonException e)
        {
            // A server that ends says so, in words, between the events.
            throw new NomadException(NomadError.Unreachable, null, "the stream of events ended with something that is no event", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new NomadException(NomadError.Unreachable, null, $"the stream of events broke off: {e.Message}", e);
        }
    }
}
