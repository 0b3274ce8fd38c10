// Verifier asks the verifier about a presentation and demands that it is valid.
//
//	SOGOC_QUESTION=PRESENTATION client ORIGIN
//
// The package api is generated from the verifier's OpenAPI document.
package main

import (
	"context"
	"fmt"
	"os"

	"sogoc-interop-client/verifier/api"
)

func main() {
	if err := ask(context.Background(), os.Args[1], os.Getenv("SOGOC_QUESTION")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ask(ctx context.Context, origin, presentation string) error {
	client, err := api.NewClientWithResponses(origin)
	if err != nil {
		return err
	}
	var question api.Question
	if err := question.Presentation.FromQuestionPresentation0(presentation); err != nil {
		return err
	}
	answer, err := client.VerifyWithResponse(ctx, question)
	if err != nil {
		return err
	}
	if answer.JSON200 == nil || answer.JSON200.Result != "valid" {
		return fmt.Errorf("it answers %s: %s", answer.Status(), answer.Body)
	}
	return nil
}
