using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Polydev.Cli.Client;

/// <summary>The events of one execution, whole and in order, over as many connections as it takes.</summary>
/// <remarks>
/// A connection that breaks is opened again with <c>Last-Event-ID</c>, so no event is lost or doubled. See
/// https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header.
/// </remarks>
internal sealed class ExecutionStream
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly PolydevClient _client;
    private readonly TimeProvider _time;
    private readonly Func<HttpRequestMessage> _first;
    private CommandFailure? _away;
    private long _lastSeq;

    private ExecutionStream(PolydevClient client, TimeProvider time, string? id, Func<HttpRequestMessage> first)
    {
        _client = client;
        _time = time;
        _first = first;
        Id = id;
    }

    /// <summary>Id of the execution; null until the controller has taken it.</summary>
    public string? Id { get; private set; }

    /// <summary>How long a broken connection is tried again before the stream gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Told the number of the last event each time the connection breaks.</summary>
    public Action<long>? Broken { get; init; }

    /// <summary>Runs a request. Its idempotency key makes it safe to send again when the answer never came.</summary>
    public static ExecutionStream Run(PolydevClient client, TimeProvider time, RunRequest request, Action<long>? broken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ClientJson.Default.RunRequest);
        var key = Guid.NewGuid().ToString("N");
        return new ExecutionStream(client, time, null, () =>
        {
            var message = PolydevClient.Request(HttpMethod.Post, "/v1/executions", body);
            message.Headers.Add("Idempotency-Key", key);
            return message;
        })
        {
            Broken = broken,
        };
    }

    /// <summary>Follows an execution from its first event on.</summary>
    public static ExecutionStream Follow(PolydevClient client, TimeProvider time, string id, Action<long>? broken) =>
        new(client, time, id, () => throw new InvalidOperationException("the execution is known by its id")) { Broken = broken };

    /// <summary>The events up to and including the terminal one.</summary>
    /// <exception cref="CommandFailure">The controller refuses, or stays away for longer than <see cref="Patience"/>.</exception>
    public async IAsyncEnumerable<StreamedEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        long? brokenSince = null;
        while (true)
        {
            using var response = await OpenAsync(cancellationToken);
            if (response is not null)
            {
                await using var events = EventsOf(response, cancellationToken).GetAsyncEnumerator(cancellationToken);
                while (await NextAsync(events) is { } item)
                {
                    (brokenSince, pause) = (null, FirstPause);
                    if (item.Seq <= _lastSeq)
                    {
                        continue;
                    }

                    _lastSeq = item.Seq;
                    yield return item;
                    if (item.IsTerminal)
                    {
                        yield break;
                    }
                }

                Broken?.Invoke(_lastSeq);
            }

            // Silence on a standing connection is no fault, however long: what counts is the time since it broke.
            brokenSince ??= _time.GetTimestamp();
            if (_time.GetElapsedTime(brokenSince.Value) > Patience)
            {
                throw _away ?? new CommandFailure("stream_broken", $"The events of {Id} break off after number {_lastSeq} each time.", $"See 'polydev executions show {Id}'.");
            }

            await Task.Delay(pause, _time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Opens a connection; null when the controller is away and may come back.</summary>
    private async Task<HttpResponseMessage?> OpenAsync(CancellationToken cancellationToken)
    {
        using var request = Id is null ? _first() : PolydevClient.Request(HttpMethod.Get, $"/v1/executions/{Uri.EscapeDataString(Id)}/events", null);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (_lastSeq > 0)
        {
            request.Headers.Add("Last-Event-ID", _lastSeq.ToString(CultureInfo.InvariantCulture));
        }

        try
        {
            var response = await _client.SendAsync(request, cancellationToken);
            Id ??= response.Headers.TryGetValues("x-polydev-execution", out var ids) ? ids.First() : null;
            _away = null;
            return response;
        }
        catch (CommandFailure failure) when (failure.Passes && (_lastSeq > 0 || failure.Code == Refusal.Broken))
        {
            _away = failure;
            return null;
        }
    }

    private static async IAsyncEnumerable<StreamedEvent> EventsOf(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(body, static (_, data) => data.ToArray());
        await foreach (var item in parser.EnumerateAsync(cancellationToken))
        {
            if (long.TryParse(item.EventId, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            {
                yield return new StreamedEvent(seq, item.EventType, item.Data);
            }
        }
    }

    /// <summary>The next event; null when the connection ended, in whichever way.</summary>
    private static async ValueTask<StreamedEvent?> NextAsync(IAsyncEnumerator<StreamedEvent> events)
    {
        try
        {
            return await events.MoveNextAsync() ? events.Current : null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null;
        }
    }
}
