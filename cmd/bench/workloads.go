package main

import (
	"fmt"
	"net/http"
)

func getOne(w *world, _ int) [][]byte {
	list := make([][]byte, len(w.tasks))
	for i, task := range w.tasks {
		list[i] = request(http.MethodGet, w.path("/tasks/%s", task), w.cookie, "")
	}
	return list
}

func listFifty(w *world, _ int) [][]byte {
	return [][]byte{request(http.MethodGet, w.path("/tasks?limit=50"), w.cookie, "")}
}

// search asks for words that as many tasks hold in a small world as in a large one.
func search(w *world, _ int) [][]byte {
	var list [][]byte
	for i := 0; i < w.count; i += max(tasksPerWord, w.count/64) {
		list = append(list, request(http.MethodGet, w.path("/tasks?limit=50&text=%s", word(i)), w.cookie, ""))
	}
	return list
}

// searchCommon asks for a word that is in every task.
func searchCommon(w *world, _ int) [][]byte {
	return [][]byte{request(http.MethodGet, w.path("/tasks?limit=50&text=release"), w.cookie, "")}
}

func create(w *world, _ int) [][]byte {
	body := fmt.Sprintf(`{"project_id":%q,"title":"Write the release notes"}`, w.project)
	return [][]byte{request(http.MethodPost, w.path("/tasks"), w.cookie, body)}
}

// update gives each task a title that it didn't have.
func update(w *world, round int) [][]byte {
	var list [][]byte
	for variant := range 4 {
		for _, task := range w.tasks {
			body := fmt.Sprintf(`{"title":"Prepare version %d of round %d"}`, variant, round)
			list = append(list, request(http.MethodPatch, w.path("/tasks/%s", task), w.cookie, body))
		}
	}
	return list
}

// createAndMove makes tasks and moves others, all in one column.
func createAndMove(w *world, _ int) [][]byte {
	making := create(w, 0)[0]
	list := make([][]byte, 0, 2*len(w.tasks))
	for i, task := range w.tasks {
		place := `"position":"top"`
		switch i % 3 {
		case 1:
			place = `"position":"bottom"`
		case 2:
			place = fmt.Sprintf(`"after":%q`, w.tasks[(i+7)%len(w.tasks)])
		}
		body := fmt.Sprintf(`{"column_id":%q,%s}`, w.column, place)
		list = append(list, making, request(http.MethodPost, w.path("/tasks/%s/move", task), w.cookie, body))
	}
	return list
}
