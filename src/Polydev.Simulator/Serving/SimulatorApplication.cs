using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;
using Polydev.Simulator.Scripting;
using Polydev.Simulator.Timing;

namespace Polydev.Simulator.Serving;

/// <summary>Answers every request that reaches the simulator.</summary>
internal sealed class SimulatorApplication
{
    private readonly SimulatorCounters _counters;
    private readonly RequestRecorder _recorder;
    private readonly Script _script;
    private readonly ReplyIds _ids;
    private readonly TimeProvider _time;
    private readonly Gates _gates;
    private readonly PlainAnswers _plain;
    private readonly FaultyAnswers _faulty;
    private readonly FixtureAnswers _fixtures;

    public SimulatorApplication(SimulatorOptions options, SimulatorCounters counters, Gates gates)
    {
        _counters = counters;
        _gates = gates;
        _time = options.Time;
        _recorder = new RequestRecorder(counters, _time);
        _script = new Script(options);
        _ids = new ReplyIds(options.Seed);
        var paces = new PaceMaker(options.TokensPerSecond, _time, gates);
        _plain = new PlainAnswers(paces);
        _faulty = new FaultyAnswers(_plain, paces, _time);
        _fixtures = new FixtureAnswers(options.FixtureDirectory);
    }

    /// <summary>Answers one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var route = Route.Match(context.Request.Method, context.Request.Path.Value ?? "", context.Request.QueryString.Value ?? "");
        switch (route.Kind)
        {
            case RouteKind.Counters:
                context.Response.ContentType = "application/json";
                return JsonSerializer.SerializeAsync(
                    context.Response.Body, _counters.Snapshot(), SimulatorJson.Default.CountersSnapshot, context.RequestAborted);
            case RouteKind.Reset:
                _counters.Reset();
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            case RouteKind.Release:
                _gates.Open(route.Word!);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            default:
                return CountAsync(context, route);
        }
    }

    private async Task CountAsync(HttpContext context, Route route)
    {
        _counters.Begin();
        var (model, stayed) = ("", false);
        try
        {
            var body = await ReadBodyAsync(context.Request.BodyReader, context.RequestAborted);
            var key = Credentials.Find(route.Wire, context.Request);
            var keyHash = key is null ? null : SimulatorCounters.HashKey(key);
            _recorder.Record(context, body, keyHash);
            var order = route.Kind == RouteKind.Call ? Understand(context, route, body, keyHash) : null;
            model = order?.Call.Model ?? "";
            context.Request.BodyReader.AdvanceTo(body.End);
            stayed = order is null ? await SendPageAsync(context, route) : await AnswerAsync(context, order, keyHash);
        }
        catch (ConnectionCutException)
        {
            stayed = true;
            throw;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went: counted below.
        }
        finally
        {
            _counters.End(route.Wire, model, context.Response.HasStarted ? context.Response.StatusCode : 0, cutByClient: !stayed);
        }
    }

    /// <summary>Reads all that is needed of the body, so that it can be let go before the answer begins.</summary>
    private Order Understand(HttpContext context, in Route route, in ReadOnlySequence<byte> body, string? keyHash)
    {
        var error = CallReader.Read(route, body, out var call);
        if (keyHash is null)
        {
            return new Order(call, null, Credentials.Missing(route.Wire));
        }

        _counters.CountKey(keyHash);
        if (route.Wire == WireNames.AnthropicMessages && !context.Request.Headers.ContainsKey("anthropic-version"))
        {
            error ??= new ExecutionError { Code = ErrorCodes.ProviderInvalidRequest, Message = "anthropic-version: header is required" };
        }

        if (error is not null)
        {
            return new Order(call, null, error);
        }

        var asked = context.Request.Headers["x-simulate"].ToString();
        var simulation = asked.Length > 0 ? _script.FindHeader(asked) : _script.Find(call.Model);
        if (simulation is null)
        {
            return new Order(call, null, UnknownName(asked.Length > 0 ? asked : call.Model));
        }

        return new Order(simulation.Reply.Echo ? call with { LastUserText = LastUserText.Find(body) } : call, simulation, null);
    }

    private async Task<bool> AnswerAsync(HttpContext context, Order order, string? keyHash)
    {
        var (call, simulation, error) = order;
        var head = Head(call);
        if (error is not null || simulation is null)
        {
            await ErrorAnswer.WriteAsync(context, call.Wire, call.Form, error!, head);
            return true;
        }

        return await SendAsync(new Answer(context, call, simulation, head), keyHash!);
    }

    private async Task<bool> SendAsync(Answer answer, string keyHash)
    {
        var simulation = answer.Simulation;
        if (simulation.Fixture is { } fixture)
        {
            await _fixtures.SendAsync(answer, fixture);
            return true;
        }

        var isOver = simulation.Fault is { Times: { } times } && _counters.CountFault(keyHash, simulation.Name) > times;
        return simulation.Fault is { } fault && !isOver ? await _faulty.SendAsync(answer, fault) : await _plain.SendAsync(answer);
    }

    private ReplyHead Head(Call call) => new()
    {
        Id = _ids.Next(),
        Model = call.Model,
        Created = _time.GetUtcNow(),
        PromptTokens = call.PromptTokens,
        IncludeUsage = call.IncludeUsage,
    };

    private async Task<bool> SendPageAsync(HttpContext context, Route route)
    {
        if (route.Kind == RouteKind.Models)
        {
            await ModelLists.SendAsync(context, route.Wire);
        }
        else
        {
            var message = $"Unknown request URL: {context.Request.Method} {context.Request.Path}.";
            var error = new ExecutionError { Code = ErrorCodes.ProviderNotFound, Message = message };
            var call = new Call { Wire = WireNames.OpenAiChat, Form = ReplyForm.Body, Model = "" };
            await ErrorAnswer.WriteAsync(context, call.Wire, call.Form, error, Head(call));
        }

        return true;
    }

    private static ExecutionError UnknownName(string name) => new()
    {
        Code = ErrorCodes.ProviderNotFound,
        ProviderStatus = 404,
        Message = $"The model '{name}' does not exist: the simulator does not know all its words. 'polydev simulate --list' prints those it knows.",
    };

    private static async ValueTask<ReadOnlySequence<byte>> ReadBodyAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
