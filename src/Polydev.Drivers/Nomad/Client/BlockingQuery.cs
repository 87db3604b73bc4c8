using System.Runtime.CompilerServices;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>Follows one question: asks again with the index of the last answer, so that the next comes when there is something newer.</summary>
public static class BlockingQuery
{
    /// <summary>Answers as they change. One that is no newer than the last is left out; when the index goes back, it begins anew.</summary>
    /// <typeparam name="T">What is asked for.</typeparam>
    /// <param name="ask">Asks.</param>
    /// <param name="wait">How long one question waits, at most 10 minutes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NomadException">The cluster refused, or did not answer after all repetitions.</exception>
    /// <remarks>https://developer.hashicorp.com/nomad/api-docs#blocking-queries</remarks>
    public static async IAsyncEnumerable<NomadAnswer<T>> FollowAsync<T>(
        Func<NomadQuery, CancellationToken, Task<NomadAnswer<T>>> ask, TimeSpan wait, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ulong index = 0;
        while (true)
        {
            var answer = await ask(index == 0 ? new NomadQuery() : new NomadQuery { Index = index, Wait = wait }, cancellationToken);
            if (answer.Index != index)
            {
                yield return answer;
            }

            // An index of 0 would be answered at once, again and again.
            index = answer.Index < index ? 0 : Math.Max(answer.Index, 1);
        }
    }
}
