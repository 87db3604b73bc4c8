using Microsoft.AspNetCore.Http;
using Polydev.Cli;
using Polydev.Cli.Client;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Client;

/// <summary>Streams that break and are taken up again.</summary>
public sealed class ExecutionStreamTests
{
    private const string Id = "exe_1";

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_is_cut_again_and_again_comes_out_whole_and_in_order()
    {
        var asked = new List<string>();
        await using var controller = await FakeController.StartAsync(async context =>
        {
            var after = context.Request.Headers["Last-Event-ID"].ToString();
            lock (asked)
            {
                asked.Add(after);
            }

            var last = after.Length == 0 ? 0 : int.Parse(after, System.Globalization.CultureInfo.InvariantCulture);
            await BeginAsync(context);

            // One event that is there already, two new ones, and half of a third before the cut.
            for (var seq = Math.Max(1, last); seq <= Math.Min(last + 2, 9); seq++)
            {
                await context.Response.WriteAsync(Frame(seq), Deadline);
            }

            if (last + 2 >= 9)
            {
                await context.Response.WriteAsync(Frame(10, "finished"), Deadline);
                return;
            }

            await context.Response.WriteAsync(Frame(last + 3)[..20], Deadline);
        });

        var breaks = new List<long>();
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), await ReadAsync(controller, breaks));
        Assert.Equal(["", "2", "4", "6", "8"], asked);
        Assert.Equal([2, 4, 6, 8], breaks);
        Assert.Equal("POST /v1/executions", controller.Requests[0]);
        Assert.All(controller.Requests.Skip(1), request => Assert.Equal($"GET /v1/executions/{Id}/events", request));
    }

    [Fact]
    public async Task A_connection_that_is_reset_loses_and_doubles_nothing()
    {
        var calls = 0;
        await using var controller = await FakeController.StartAsync(async context =>
        {
            var after = context.Request.Headers["Last-Event-ID"].ToString();
            var last = after.Length == 0 ? 0 : int.Parse(after, System.Globalization.CultureInfo.InvariantCulture);
            await BeginAsync(context);
            await context.Response.WriteAsync(Frame(last + 1), Deadline);
            await context.Response.Body.FlushAsync(Deadline);

            // A reset may swallow what was sent just before it: how far the client is, only the client knows.
            if (Interlocked.Increment(ref calls) < 4)
            {
                context.Abort();
                return;
            }

            for (var seq = last + 2; seq < 9; seq++)
            {
                await context.Response.WriteAsync(Frame(seq), Deadline);
            }

            await context.Response.WriteAsync(Frame(9, "finished"), Deadline);
        });
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], await ReadAsync(controller, []));
    }

    [Fact]
    public async Task A_stream_that_ends_cleanly_before_its_terminal_event_is_taken_up_again()
    {
        await using var controller = await FakeController.StartAsync(async context =>
        {
            await BeginAsync(context);
            await context.Response.WriteAsync(context.Request.Headers["Last-Event-ID"] == "1" ? Frame(2, "finished") : Frame(1), Deadline);
        });
        Assert.Equal([1, 2], await ReadAsync(controller, []));
    }

    [Fact]
    public async Task A_controller_that_restarts_is_waited_for()
    {
        var calls = 0;
        await using var controller = await FakeController.StartAsync(async context =>
        {
            switch (Interlocked.Increment(ref calls))
            {
                case 1:
                    await BeginAsync(context);
                    await context.Response.WriteAsync(Frame(1), Deadline);
                    break;
                case 2:
                    context.Response.StatusCode = 503;
                    break;
                default:
                    await BeginAsync(context);
                    await context.Response.WriteAsync(Frame(2, "failed"), Deadline);
                    break;
            }
        });
        Assert.Equal([1, 2], await ReadAsync(controller, []));
    }

    [Fact]
    public async Task A_refusal_ends_the_command_with_the_controllers_own_code()
    {
        await using var controller = await FakeController.StartAsync(context => FakeController.JsonAsync(
            context, """{"status":400,"code":"invalid_request","detail":"The request is wrong.","errors":{"model":["is missing"]}}""", 400));
        var failure = await Assert.ThrowsAsync<CommandFailure>(() => ReadAsync(controller, []));
        Assert.Equal("invalid_request", failure.Code);
        Assert.Equal(["is missing"], failure.Fields["model"]);
    }

    [Fact]
    public async Task A_request_whose_answer_never_came_is_sent_again_under_the_same_idempotency_key()
    {
        var keys = new List<string>();
        await using var controller = await FakeController.StartAsync(async context =>
        {
            keys.Add(context.Request.Headers["Idempotency-Key"].ToString());
            if (keys.Count == 1)
            {
                context.Abort();
                return;
            }

            await BeginAsync(context);
            await context.Response.WriteAsync(Frame(1, "finished"), Deadline);
        });
        Assert.Equal([1], await ReadAsync(controller, []));
        Assert.Equal(2, keys.Count);
        Assert.Equal(32, keys[0].Length);
        Assert.Equal(keys[0], keys[1]);
    }

    private static async Task<List<long>> ReadAsync(FakeController controller, List<long> breaks)
    {
        using var client = new PolydevClient(new Polydev.Cli.Client.Endpoint(controller.Url, "pd_key", null), null);
        var stream = ExecutionStream.Run(client, TimeProvider.System, new RunRequest { Provider = "openai", Model = "m", Prompt = "hi" }, breaks.Add);
        var seqs = new List<long>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var item in stream.ReadAsync(limit.Token))
        {
            seqs.Add(item.Seq);
        }

        Assert.Equal(Id, stream.Id);
        return seqs;
    }

    private static async Task BeginAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["x-polydev-execution"] = Id;
        await context.Response.Body.FlushAsync(Deadline);
    }

    private static string Frame(long seq, string type = "text") => $"id: {seq}\nevent: {type}\ndata: {{\"type\":\"{type}\",\"text\":\"piece {seq}\"}}\n\n";
}
