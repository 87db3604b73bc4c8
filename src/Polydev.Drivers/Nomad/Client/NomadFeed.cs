using System.Runtime.CompilerServices;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Events without end: connects again whenever the stream breaks, and says each time that lists are to be compared.</summary>
public sealed class NomadFeed(NomadClient client, TimeProvider time)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    /// <summary>Feeds until cancelled.</summary>
    /// <param name="topics">What to be told of.</param>
    /// <param name="space">Namespace; null for that of the client.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<FeedItem> ReadAsync(IReadOnlyList<EventTopic> topics, string? space, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ulong seen = 0;
        var pause = s_firstPause;
        var silent = false;
        while (true)
        {
            NomadException? why = null;
            var connected = false;
            await using (var stream = client.Events.StreamAsync(topics, seen == 0 ? null : seen, space, cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while ((why = await TryNextAsync(stream)) is null && stream.Current is { } events)
                {
                    if (!connected)
                    {
                        // Subscribed: from here on nothing is missed, so that a list taken now is complete.
                        (connected, silent, pause) = (true, false, s_firstPause);
                        yield return new FeedItem.Resync();
                    }

                    seen = Math.Max(seen, events.Index);
                    foreach (var happened in events.Events ?? [])
                    {
                        yield return new FeedItem.Changed(happened);
                    }
                }
            }

            // A cluster that was set up anew counts from the beginning: its events are not to be waited for by the old index.
            seen = connected ? seen : 0;
            if (!silent)
            {
                silent = true;
                yield return new FeedItem.Silent(why!);
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private static async Task<NomadException?> TryNextAsync(IAsyncEnumerator<NomadEvents> stream)
    {
        try
        {
            return await stream.MoveNextAsync() ? null : new NomadException(NomadError.Unreachable, null, "the server closed the stream of events");
        }
        catch (NomadException e)
        {
            return e;
        }
    }
}
