using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Api;

namespace Polydev.Tests.Controller.Api;

/// <summary>A query is understood whole, or refused with everything that is wrong with it.</summary>
public sealed class QueryCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "-")]
    [InlineData("?limit=3&from=2026-03-14&at=2026-03-14T12:00:00%2B02:00&all=true&mode=fast&by=a,b&least=0&name=", "3 2026-03-14 10:00 True fast a,b 0 ")]
    [InlineData("?Limit=500&NAME=x", "500 x")]
    public async Task What_is_understood_arrives(string query, string expected)
    {
        await using var app = await StartAsync();
        Assert.Equal(expected, await app.GetTestClient().GetStringAsync("/v1/things/t1" + query, Token));
    }

    [Theory]
    [InlineData("?limt=3", "limt", "is not a parameter of this request; it has limit, from, at, all, mode, by, least, name")]
    [InlineData("?id=t2", "id", "is not a parameter of this request; it has limit, from, at, all, mode, by, least, name")]
    [InlineData("?limit=abc", "limit", "must be a whole number")]
    [InlineData("?limit=", "limit", "must be a whole number")]
    [InlineData("?limit=99999999999", "limit", "must be a whole number")]
    [InlineData("?limit=0", "limit", "must be 1 to 500")]
    [InlineData("?limit=501", "limit", "must be 1 to 500")]
    [InlineData("?limit=1&limit=2", "limit", "must be given once")]
    [InlineData("?least=-1", "least", "must be at least 0")]
    [InlineData("?from=03/14/2026", "from", "must be a day such as 2026-03-14")]
    [InlineData("?at=2026-03-14T12:00:00+02:00", "at", "must be a time such as 2026-03-14T12:00:00Z")]
    [InlineData("?all=1", "all", "must be true or false")]
    [InlineData("?mode=Fast", "mode", "must be one of fast, slow")]
    [InlineData("?by=a,", "by", "must be some of a, b, joined by ','")]
    public async Task What_is_not_understood_is_told_by_name(string query, string field, string fault)
    {
        await using var app = await StartAsync();
        var (status, problem) = await RefusedAsync(app, "/v1/things/t1" + query);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal(field, TestApi.FaultyFields(problem));
        Assert.Equal(fault, problem.GetProperty("errors").GetProperty(field)[0].GetString());
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var app = await StartAsync();
        var (_, problem) = await RefusedAsync(app, "/v1/things/t1?limit=x&mode=y&nothing=z");
        Assert.Equal("limit,mode,nothing", TestApi.FaultyFields(problem));
    }

    [Fact]
    public async Task A_route_without_parameters_says_so_and_others_than_the_api_are_left_alone()
    {
        await using var app = await StartAsync();
        var (_, problem) = await RefusedAsync(app, "/v1/plain?stream=true");
        Assert.Equal("stream is not a parameter of this request, which has none.", problem.GetProperty("detail").GetString());
        Assert.Equal("ok", await app.GetTestClient().GetStringAsync("/healthz?probe=7", Token));
    }

    private static async Task<(HttpStatusCode Status, JsonElement Problem)> RefusedAsync(WebApplication app, string path)
    {
        using var answer = await app.GetTestClient().GetAsync(path, Token);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Token));
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(TimeProvider.System);
        var app = builder.Build();
        app.UseRouting();
        app.UseProblems();
        app.UseQueryCheck();
        app.MapGet("/v1/things/{id}", Show);
        app.MapGet("/v1/plain", (Delegate)((HttpContext _) => Task.FromResult("plain")));
        app.MapGet("/healthz", () => "ok");
        await app.StartAsync(Token);
        return app;
    }

    private static string Show(
        HttpContext context,
        TimeProvider time,
        string id,
        [Range(1, 500)] int? limit,
        DateOnly? from,
        DateTimeOffset? at,
        bool? all,
        [AllowedValues("fast", "slow")] string? mode,
        [SomeOf("a", "b")] string? by,
        [Range(0, double.PositiveInfinity)] long? least,
        string? name,
        CancellationToken cancellationToken)
    {
        Assert.Equal("t1", id);
        object?[] values = [limit, from?.ToString("O"), at?.UtcDateTime.ToString("HH:mm", null), all, mode, by, least, name];
        var given = values.Where(value => value is not null).ToList();
        return given.Count == 0 ? "-" : string.Join(' ', given);
    }
}
